-- The names that places had in the years of figures; where the map lacks the year, the name nearest to it.
create or replace temp table named as
select
    figure.district_code, figure.district, figure.year,
    arg_min(
        {'full_name': place.full_name, 'valid_from': place.valid_from},
        row(
            place.district <> figure.district,
            greatest(place.valid_from - figure.year, figure.year - coalesce(place.valid_to, figure.year), 0),
            -place.valid_from
        )
    ) as place
from (select distinct district_code, district, year from chosen join loaded.figures using (observation_id)) as figure
join loaded.places as place using (district_code)
group by all
