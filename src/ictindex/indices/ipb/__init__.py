"""The ICT Price Basket: offers, purchases, conversion, results, explanations, views."""
