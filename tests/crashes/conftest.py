"""Databases of both kinds, as for the tests of the journal."""

from tests.journal.conftest import postgres as postgres, url as url
