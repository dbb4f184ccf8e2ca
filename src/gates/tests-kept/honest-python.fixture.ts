import { honest, py, pyPath, type TestsKeptCase } from "./table.fixture.ts";

const unit =
  "class TestCart(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(add(1, 2), 3)\n\n    def test_empty(self):\n        self.assertTrue(is_empty([]))\n        self.assertIsNone(owner([]))\n";

export const honestPython: readonly TestsKeptCase[] = [
  honest(
    "python: assertions of one test become rows of its table",
    py(
      "def test_words():\n    cli = group()\n    assert words(cli, 'a') == 1\n    assert words(cli, 'b') == 2\n    assert words(cli, 'c') == 3\n",
    ),
    py(
      "@pytest.mark.parametrize('arg,want', [('a', 1), ('b', 2), ('c', 3)])\ndef test_words(arg, want):\n    cli = group()\n    assert words(cli, arg) == want\n",
    ),
  ),
  honest(
    "unittest becomes pytest",
    py(unit),
    py(
      "def test_sum():\n    assert add(1, 2) == 3\n\n\ndef test_empty():\n    assert is_empty([])\n    assert owner([]) is None\n",
    ),
  ),
  honest("python: a file is renamed", py(unit), { "tests/cart/test_totals.py": py(unit)[pyPath] ?? "" }),
  honest(
    "python: tests become parametrized",
    py("def test_one():\n    assert add(1, 10) == 11\n\ndef test_two():\n    assert add(2, 20) == 22\n"),
    py(
      "@pytest.mark.parametrize('a,b,c', [(1, 10, 11), (2, 20, 22)])\ndef test_add(a, b, c):\n    assert add(a, b) == c\n",
    ),
  ),
  honest(
    "python: assertions move into a function",
    py("def test_cart():\n    cart = load()\n    assert cart.total == 42\n    assert cart.owner == 'me'\n"),
    {
      ...py("from tests.helpers import check_cart\n\ndef test_cart():\n    check_cart(load())\n"),
      "tests/helpers.py":
        "def check_cart(cart):\n    assert cart.total == 42\n    assert cart.owner == 'me'\n",
    },
  ),
  honest(
    "python: everything is formatted anew",
    py("def test_cart():\n    assert load('x') == {'a': 1, 'b': [1, 2]}\n"),
    py(
      'def test_cart():\n    """A cart."""\n    assert load("x") == {\n        "a": 1,\n        "b": [1, 2],\n    }\n',
    ),
  ),
  honest(
    "python: a test gets types and a fixture",
    py("def test_cart():\n    cart = load()\n    assert cart.total == 42\n"),
    py(
      "@pytest.fixture\ndef cart() -> Cart:\n    return load()\n\ndef test_cart(cart: Cart) -> None:\n    assert cart.total == 42\n",
    ),
  ),
  honest(
    "python: a test moves into a class",
    py("def test_sum():\n    assert add(1, 2) == 3\n"),
    py("class TestCart:\n    def test_sum(self):\n        assert add(1, 2) == 3\n"),
  ),
  honest(
    "python: an error is expected otherwise",
    py("def test_no():\n    with pytest.raises(ValueError, match='no'):\n        load()\n"),
    py(
      "def test_no():\n    with pytest.raises(ValueError) as error:\n        load()\n    assert 'no' in str(error.value)\n",
    ),
  ),
  honest(
    "python: a bool is compared otherwise",
    py("def test_open():\n    assert is_open() == True\n"),
    py("def test_open():\n    assert is_open()\n"),
  ),
];
