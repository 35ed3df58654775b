"""What is registered exists: a resolver for a field that Shopify does not have would never be noticed otherwise."""

import pytest
from graphql import GraphQLObjectType

from sandbox.shopify import idempotency
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.request import TABLES
from sandbox.shopify.schema import admin_schema


def test_every_resolver_answers_a_field_of_the_published_schema():
    types = admin_schema().graphql.type_map
    strangers = [
        f"{type_name}.{field}"
        for type_name, field in admin_schema().resolvers
        if not isinstance(types.get(type_name), GraphQLObjectType) or field not in types[type_name].fields
    ]
    assert strangers == []


def test_the_mutations_that_need_a_key_exist():
    assert set(admin_schema().graphql.mutation_type.fields) >= idempotency.REQUIRED


def test_every_table_is_of_a_published_type():
    assert set(admin_schema().graphql.type_map) >= set(TABLES)


def test_two_resolvers_for_one_field_are_refused():
    resolvers = Resolvers()
    resolvers.attributes("Shop", {"name": "name"})
    with pytest.raises(ValueError, match=r"Shop\.name has two resolvers"):
        resolvers.field("Shop.name")(lambda source, request, args: None)
