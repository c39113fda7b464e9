"""`halte create-token`: a token with which a program speaks for a space or an organisation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from halte.accounts.enums import TokenScope
from halte.accounts.scopes import Scope
from halte.accounts.tokens import create_token
from halte.network.models import Organisation, Space
from halte.network.scopes import scope_of_organisation, scope_of_space


class Command(BaseCommand):
    help = "Makes a token for a program and prints it, this once."

    def add_arguments(self, parser: CommandParser) -> None:
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--space", metavar="SLUG")
        place.add_argument("--organisation", metavar="SLUG")
        parser.add_argument(
            "--scope",
            action="append",
            choices=TokenScope.values,
            help="what it may do; may be given several times; read, unless given",
        )
        parser.add_argument("--name", default="command line", help="what the token is for")

    def handle(
        self, *args: Any, space: str | None, organisation: str | None, **options: Any
    ) -> None:
        scope = self._space(space) if space else self._organisation(organisation or "")
        allows = options["scope"] or [TokenScope.READ]
        token = create_token(scope, name=options["name"][:80], allows=allows, by=None)
        self.stdout.write(token.secret)

    def _space(self, slug: str) -> Scope:
        space = Space.objects.select_related("organisation").filter(slug=slug).first()
        if space is None:
            raise CommandError(f"There is no space “{slug}”.")
        return scope_of_space(space)

    def _organisation(self, slug: str) -> Scope:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{slug}”.")
        return scope_of_organisation(organisation)
