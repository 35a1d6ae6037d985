/**
 * A database in which there is one of everything that a proof compares, on any version from 13 on. Some of its conditions are printed
 * in other words already after a dump and a load of the same version.
 */
export const corpusRoles = `
create role app login connection limit 5 valid until '2040-01-01 00:00:00+00';
create role team nologin; grant team to app; alter role app set work_mem = '5MB';
create role web login;
create role "Odd ""one" nologin;
`;

export const corpus = `
create schema shop authorization app; grant usage on schema shop to web; comment on schema shop is 'the shop';
create type shop.mood as enum ('sad', 'it''s ok', 'happy');
create type shop.pair as (a int, b text collate "C");
create domain shop.positive as int default 7 check (value > 0);
create domain shop.word as varchar(20) not null check (value in ('a','b'));
create table shop.items (
  id bigint generated always as identity primary key,
  name varchar(40) collate "C" not null unique,
  status varchar default 'new' check (status in ('new','old')),
  price numeric(10,2) not null default 1.5,
  twice numeric generated always as (price * 2) stored,
  mood shop.mood default 'sad', p shop.positive, tags text[] default '{}',
  constraint cheap check (price < 100) not valid);
alter table shop.items owner to app;
grant select, insert on shop.items to web with grant option; grant update (name) on shop.items to team; revoke insert on shop.items from app;
comment on column shop.items.name is 'its name';
create index items_status on shop.items (status) where status in ('new', 'x');
create index items_lower on shop.items (lower(name) desc, price);
alter table shop.items alter name set statistics 200, alter tags set storage external;
create table shop.orders (id int primary key, item bigint references shop.items (id) on delete cascade deferrable, at timestamptz, exclude using gist (int4range(id, id+1) with &&));
create function shop.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create function shop.add(a int, b int default 2) returns int language sql immutable strict parallel safe set search_path = pg_catalog as 'select a + b';
revoke execute on function shop.add from public; grant execute on function shop.add to web;
create procedure shop.proc() language sql as 'select 1';
create aggregate shop.total (int) (sfunc = int4pl, stype = int, initcond = '0');
create trigger touching before update on shop.items for each row when (old.status in ('new','old') and new.name <> old.name) execute function shop.touch();
create trigger off after insert on shop.orders for each statement execute function shop.touch(); alter table shop.orders disable trigger off;
create constraint trigger late after insert on shop.orders deferrable initially deferred for each row execute function shop.touch();
alter table shop.items enable row level security;
create policy mine on shop.items as restrictive for update to web, team using (status in ('new','old')) with check (price > 0);
create view shop.cheap with (security_barrier) as select * from shop.items where status in ('new', 'old') and price < 10;
create materialized view shop.sums as select status, sum(price) from shop.items group by 1;
create materialized view shop.nothing as select 1 as one with no data; create unique index on shop.sums (status);
create rule no_delete as on delete to shop.orders where old.id in (1, 2) do instead nothing;
create sequence shop.counter as smallint increment by -5 minvalue -1000 maxvalue 30 start 3 cache 4 cycle;
create table shop.base (a int default 3); create table shop.kid (b int not null) inherits (shop.base);
alter table shop.base add column c text; alter table shop.base drop column a;
create table shop.parts (id int, at date, s varchar check (s in ('x','y'))) partition by range (at);
create table shop.parts_1 partition of shop.parts for values from ('2024-01-01') to ('2025-01-01') partition by hash (id);
create table shop.parts_1a partition of shop.parts_1 for values with (modulus 2, remainder 0);
create table shop.parts_1b partition of shop.parts_1 for values with (modulus 2, remainder 1);
create table shop.parts_d partition of shop.parts default; create index on shop.parts (id); alter table shop.parts add primary key (id, at);
alter table shop.parts add foreign key (id) references shop.orders (id);
create unlogged table shop.scratch (x int) with (fillfactor = 50); alter table shop.scratch replica identity full;
create statistics shop.stats on id, at from shop.parts_d;
create collation shop.german (provider = icu, locale = 'de-DE');
create operator shop.=== (leftarg = int, rightarg = int, function = int4eq);
create cast (shop.pair as text) with inout;
create foreign data wrapper nowhere; create server elsewhere foreign data wrapper nowhere options (host 'x'); create user mapping for app server elsewhere options (password 'geheim');
create foreign table shop.remote (x int) server elsewhere options (y 'z');
create publication changes for table shop.items with (publish = 'insert');
create text search configuration shop.conf (copy = simple);
alter default privileges for role app in schema shop grant select on tables to web; alter default privileges revoke execute on functions from public;
create function shop.note() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger noting on ddl_command_end when tag in ('CREATE TABLE') execute function shop.note(); alter event trigger noting disable;
insert into shop.items (name, status) values ('a', 'new'), ('b', 'old');
grant select on shop.orders to "Odd ""one";
create policy odd on shop.orders for select to "Odd ""one", app using (true);
create procedure shop.with_arguments(a int, b text default 'x') language sql as 'select 1';
create type shop.span as range (subtype = int);
create table shop.times (at timestamptz, price money default 2) partition by range (at);
create table shop.times_1 partition of shop.times for values from ('2024-01-01') to ('2025-01-01');
create table shop.numbers (id bigint generated always as identity, k int) partition by list (k);
create table shop.numbers_1 partition of shop.numbers for values in (1);
create index sums_some on shop.sums (sum) where status in ('new', 'old');
create rule ignored as on insert to shop.cheap where new.status in ('new', 'old') do instead nothing;
create function shop.call() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger calls after insert on shop.items for each row when (new.status in ('new', 'old')) execute function shop.call('https://x', '{"key": "geheim"}');
create function shop."odd ( name"() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger odd after insert on shop.orders for each row execute function shop."odd ( name"('geheim');
`;

/** What is left of the schema \`public\` after it was made anew, and after it was dropped with what every database begins with. */
export const resetPublic = 'drop schema public cascade; create schema public; create table public.t as select 1 as id';
export const noPublic = 'drop schema public; drop extension plpgsql; create schema own; create table own.t as select 1 as id';
