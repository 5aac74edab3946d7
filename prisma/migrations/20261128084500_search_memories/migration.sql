-- Search over what memories say: the words of a text are indexed once, however many versions hold it.
create index blob_words on blob using gin (reveille_words(content));
