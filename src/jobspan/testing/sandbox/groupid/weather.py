"""What the weather has to know of this plane."""

from __future__ import annotations

from jobspan.testing.sandbox.weather.terrain import Terrain, words

TERRAIN = Terrain(
    logins=words("token"),
    reads=words("parse_connection_string"),
    helpers=words(
        "find_data_source search_data_sources list_data_sources list_data_sources_by_type filtered_data_sources file_names"
        " data_source_parameters file_server_form type_form forms provider_options validate_connectivity job_names"
        " collection_jobs"
    ),
    rows=words("data"),
    always=words("data status message name"),
    states=words("status lastOutCome state"),
    secrets=words("password passWord connectionString"),
    page_size=words("pageSize"),
    strangers=words(
        "create_job delete_jobs create_collection delete_collections create_data_source delete_data_source"
    ),
)
