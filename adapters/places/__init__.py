"""Words about a place → the 관할 행정동, offline."""

from adapters.places.gazetteer import Gazetteer, PlaceGuess
from adapters.places.table import Dong

__all__ = ["Dong", "Gazetteer", "PlaceGuess"]
