"""The only reader of the environment."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, Optional

from pydantic import BaseSettings, Field, SecretStr, ValidationError, validator
from pydantic.fields import ModelField
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(RuntimeError):
    """A setting is missing or wrong; the message says which and what to do, on one line."""


class Settings(BaseSettings):
    """Settings from the environment, or from `.env` in development."""

    env: Literal["development", "production"] = Field("development", env="ACOLWHATS_ENV")
    var_dir: Path = Field(ROOT / "var", env="VAR_DIR")
    database_url: Optional[str] = Field(None, env="DATABASE_URL")
    bot_port: int = Field(5005, env="BOT_PORT", ge=1, le=65535)
    actions_port: int = Field(5055, env="ACTIONS_PORT", ge=1, le=65535)
    panel_port: int = Field(8000, env="PANEL_PORT", ge=1, le=65535)
    secret_key: Optional[SecretStr] = Field(None, env="ACOLWHATS_SECRET_KEY")
    # WhatsApp: acolwhats/whatsapp/config.py says which go together, and what development takes for granted.
    twilio_account_sid: Optional[str] = Field(None, env="TWILIO_ACCOUNT_SID")
    twilio_auth_token: Optional[SecretStr] = Field(None, env="TWILIO_AUTH_TOKEN")
    twilio_whatsapp_from: Optional[str] = Field(None, env="TWILIO_WHATSAPP_FROM")
    twilio_api_base_url: Optional[str] = Field(None, env="TWILIO_API_BASE_URL")
    twilio_content_sids: str = Field("", env="TWILIO_CONTENT_SIDS")
    twilio_retention: Optional[Literal["keep", "redact", "delete", "discard"]] = Field(
        None, env="TWILIO_RETENTION"
    )
    twilio_messages_per_second: float = Field(80, env="TWILIO_MESSAGES_PER_SECOND", gt=0, le=2000)
    public_url: Optional[str] = Field(None, env="PUBLIC_URL")

    class Config:
        env_file = ROOT / ".env"
        env_file_encoding = "utf-8"

    @validator("*", pre=True)
    def _blank_is_absent(cls, value: Any, field: ModelField) -> Any:
        return field.default if isinstance(value, str) and not value.strip() else value

    @validator("database_url")
    def _known_database(cls, url: Optional[str]) -> Optional[str]:
        if url is None:
            return None
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError as error:
            raise ValueError("is not a database address (sqlite:///… or postgresql://…)") from error
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"names {backend}; only sqlite and postgresql are supported")
        return url

    @property
    def database(self) -> str:
        """Address of the database: `DATABASE_URL`, else a SQLite file in `VAR_DIR`."""
        return self.database_url or f"sqlite:///{self.var_dir / 'acolwhats.db'}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        SettingsError: one is missing or wrong.
    """
    try:
        settings = Settings()
        settings.var_dir.mkdir(parents=True, exist_ok=True)
    except ValidationError as error:
        names = {f.name: str(f.field_info.extra["env"]) for f in Settings.__fields__.values()}
        first = error.errors()[0]
        name = names.get(str(first["loc"][0]), str(first["loc"][0]))
        raise SettingsError(
            f"{name} {first['msg']}; mend it in the environment or in .env"
        ) from None
    except OSError as error:
        raise SettingsError(f"VAR_DIR cannot be created: {error.strerror}") from None
    return settings


def exit_with(message: str) -> NoReturn:
    """End the process with one clear line."""
    print(f"acolwhats: {message}", file=sys.stderr)
    raise SystemExit(2)
