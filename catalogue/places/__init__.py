"""Municipalities, what is inside them, postcodes and distances in Flanders and Brussels."""

from catalogue.places.errors import AmbiguousPlace, UnknownPlace
from catalogue.places.gazetteer import EARTH_RADIUS_KM, Municipality, PlaceMatch, Places, distance_km

__all__ = ["EARTH_RADIUS_KM", "AmbiguousPlace", "Municipality", "PlaceMatch", "Places", "UnknownPlace", "distance_km"]
