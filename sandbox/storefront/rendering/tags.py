"""Shopify's tags that Liquid itself has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from liquid.ast import Node
from liquid.builtin.expressions import StringLiteral, parse_primitive
from liquid.exceptions import LiquidSyntaxError
from liquid.tag import Tag
from liquid.token import TOKEN_TAG

if TYPE_CHECKING:
    from liquid import RenderContext, TokenStream


class ContentForNode(Node):
    """Writes the section's blocks, which the page rendered beforehand, each in its own environment."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(str(context.resolve("rendered_blocks")))


class ContentForTag(Tag):
    """`{% content_for 'blocks' %}`."""

    name = "content_for"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token, eat=False)
        what = parse_primitive(self.env, inner)
        if not isinstance(what, StringLiteral) or what.value != "blocks":
            raise LiquidSyntaxError("only content_for 'blocks' is known here", token=token)
        return ContentForNode(token)
