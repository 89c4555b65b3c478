"""What catalog reads from its environment, beside what every service reads."""

import chassis.settings
from catalog.availability import Strategy
from catalog.language import Language


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    redis_url: str
    """Where the read cache is. It may be down: the same answers, slower."""
    files_bucket: str
    """The S3 bucket of what staff upload and download, and of pictures."""
    media_url: str
    """Where shoppers find what is in the bucket under `media/`: the gateway's `/v1/media`, or a CDN."""
    shop_language: Language = Language.EN
    """What names and descriptions are written in where nothing else is said."""
    shop_currency: str = "EUR"
    """What search filters and sorts prices in."""
    failpoint: str = ""
    """For tests: where the process dies (`chassis.failpoints`)."""
    shop_availability: Strategy = Strategy.FEW_LEFT
    """How exactly shoppers learn how much there is: `exact`, `few_left` or `yes_no`."""
