"""`doccheck config`: the settings in force, or their schema."""

from __future__ import annotations

import json

import click

from doccheck.cli.options import with_settings
from doccheck.config import pyproject_of
from doccheck.config.load import key_name, setting_fields
from doccheck.config.running import RunSettings
from doccheck.config.schema import settings_schema
from doccheck.config.settings import ProgramSettings, Settings
from doccheck.introspect.program import find_programs


@click.command("config")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings.")
@with_settings
def command(*, settings: Settings, schema: bool) -> None:
    """Show the settings in force and where they come from."""
    if schema:
        click.echo(json.dumps(settings_schema(), indent=2))
        return
    source = settings.source or "no configuration file: defaults"
    click.echo(f"# {source}")
    for field in setting_fields(Settings):
        if field.name not in {"programs", "run"}:
            click.echo(f"{key_name(field)} = {_toml(getattr(settings, field.name))}")
    click.echo("\n[run]")
    for field in setting_fields(RunSettings):
        click.echo(f"{key_name(field)} = {_toml(getattr(settings.run, field.name))}")
    if not settings.programs:
        for spec in find_programs(pyproject_of(settings.root), settings.root):
            click.echo(f"\n# from [project.scripts], run by {spec.interpreter}")
            click.echo(f"[programs.{spec.name}]\napp = {_toml(spec.app)}")
    for name, program in settings.programs.items():
        click.echo(f"\n[programs.{name}]")
        for field in setting_fields(ProgramSettings):
            value = getattr(program, field.name)
            if value:
                click.echo(f"{key_name(field)} = {_toml(value)}")


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
