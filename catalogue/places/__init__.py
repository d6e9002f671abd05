"""Municipalities, what is inside them, postcodes and distances in Flanders and Brussels."""

from catalogue.places.errors import AmbiguousPlace, UnknownPlace
from catalogue.places.gazetteer import Municipality, PlaceMatch, Places, distance_km

__all__ = ["AmbiguousPlace", "Municipality", "PlaceMatch", "Places", "UnknownPlace", "distance_km"]
