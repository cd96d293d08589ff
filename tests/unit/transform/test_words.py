"""The words of stubs: short, names that Python takes, and told apart."""

from __future__ import annotations

from keyword import iskeyword

from vendorize.transform.words import cold_keys, cold_name


def test_each_of_many_modules_has_its_own_word_which_python_takes_as_the_name_of_an_attribute() -> None:
    modules = [f"package{number % 7}.module{number}" for number in range(20_000)]
    found = cold_keys(modules)
    assert len(set(found.values())) == len(modules)
    assert all(word.isidentifier() and word[0].isupper() and "_" not in word for word in found.values())
    assert not any(map(iskeyword, found.values()))
    assert sum(len(word) > 3 for word in found.values()) > 0


def test_a_word_is_the_same_whatever_else_there_is_but_for_who_has_it_too() -> None:
    modules = [f"module{number}" for number in range(200)]
    alone, all_of_them = {one: cold_keys([one])[one] for one in modules}, cold_keys(reversed(modules))
    changed = [one for one in modules if alone[one] != all_of_them[one]]
    assert len(changed) < len(modules) / 10
    assert all(all_of_them[one].startswith(alone[one]) for one in changed)


def test_the_name_of_a_result_is_none_that_people_choose() -> None:
    names = {cold_name(f"package{number}._vendor._support") for number in range(1000)}
    assert len(names) > 990
    assert all(name.isidentifier() and name[1].isdigit() for name in names)
