-- The places of a dataset as they were in the years of its figures.
select distinct on (place.district_code, place.full_name)
    place.district_code, place.full_name, place.district, place.level, place.parent_code, place.province,
    place.valid_from, place.valid_to
from loaded.places as place
join named on named.district_code = place.district_code and named.place.full_name = place.full_name
order by place.district_code, place.full_name, place.valid_from
