"""What is kept between runs: results by content, command trees and verdicts by fingerprint."""

from doccheck.cache.codec import decode, encode
from doccheck.cache.store import Store

__all__ = ["Store", "decode", "encode"]
