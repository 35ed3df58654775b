"""The shapes that every answer shares."""

from typing import Generic, TypeVar

import msgspec

Item = TypeVar("Item")


class Wire(msgspec.Struct, rename="camel", frozen=True):
    """Unknown keys are ignored; Shopify may add fields."""


class Node(Wire, frozen=True):
    """A resource of which only the id is read."""

    id: str


class PageInfo(Wire, frozen=True):
    has_next_page: bool
    end_cursor: str | None


class Nodes(Wire, Generic[Item], frozen=True):
    """A connection that is cut off on purpose: nobody pages it."""

    nodes: list[Item]


class Page(Wire, Generic[Item], frozen=True):
    """A connection that is read to its end."""

    nodes: list[Item]
    page_info: PageInfo


class Edge(Wire, Generic[Item], frozen=True):
    node: Item


class Edges(Wire, Generic[Item], frozen=True):
    """A connection as a bulk operation must ask for it: without pages, to its end."""

    edges: list[Edge[Item]]

    @property
    def nodes(self) -> list[Item]:
        return [edge.node for edge in self.edges]


class Count(Wire, frozen=True):
    count: int


class WireUserError(Wire, frozen=True):
    """The schema's plain `UserError`: it has no code."""

    message: str
    field: list[str] | None


class CodedUserError(Wire, frozen=True):
    message: str
    field: list[str] | None
    code: str | None


class IndexedUserError(Wire, frozen=True):
    message: str
    field: list[str] | None
    code: str | None
    element_index: int | None


class ErrorExtensions(Wire, frozen=True):
    code: str = ""
    required_access: str | None = None


class GraphQLError(Wire, frozen=True):
    message: str = ""
    path: list[str | int] | None = None
    extensions: ErrorExtensions | None = None


class WireThrottleStatus(Wire, frozen=True):
    maximum_available: float
    currently_available: float
    restore_rate: float


class Cost(Wire, frozen=True):
    requested_query_cost: int
    actual_query_cost: int | None = None
    throttle_status: WireThrottleStatus | None = None


class Extensions(Wire, frozen=True):
    cost: Cost | None = None


Data = TypeVar("Data")


class Envelope(Wire, Generic[Data], frozen=True):
    """A whole answer. `data` may be there although `errors` is: partial data is kept."""

    data: Data | None = None
    errors: list[GraphQLError] | str | None = None
    """A plain string on some 4xx answers."""
    extensions: Extensions | None = None
