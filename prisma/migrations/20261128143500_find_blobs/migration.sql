-- The texts with these words. For a common word the planner takes reading every text for as cheap as looking it up, because it counts what a recheck would
-- cost that an exact lookup never makes; making the words of thousands of texts takes most of a second. So here, and only here, it has to look them up.
create function reveille_blobs_with(workspace text, asked text) returns setof text language sql stable parallel safe
  set enable_seqscan = off set enable_indexscan = off
as $$
  select sha256 from blob where workspace_id = workspace and reveille_words(content) @@ websearch_to_tsquery('english', asked)
$$;
