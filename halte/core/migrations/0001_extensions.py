"""The PostgreSQL extensions that the tables lean on; all are part of PostgreSQL itself."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# PostgreSQL takes a comparison of trigrams for as cheap as one of numbers, and so reads whole
# tables where the index is two hundred times faster. Only the owner of the functions may say
# better; elsewhere the searches are slower, and right.
COMPARING_IS_EXPENSIVE = """
DO $$ BEGIN
    ALTER FUNCTION similarity_op(text, text) COST 100;
    ALTER FUNCTION word_similarity_op(text, text) COST 100;
    ALTER FUNCTION word_similarity_commutator_op(text, text) COST 100;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'the costs of trigram comparisons stay as they are';
END $$
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        CreateExtension("cube"),
        migrations.RunSQL(COMPARING_IS_EXPENSIVE, migrations.RunSQL.noop),
    ]
