"""The ICT Price Basket: prices in three units, groups, series over the years."""
