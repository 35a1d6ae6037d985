-- What the golden snapshot of b1eaa65 holds in its database `shop`: things that its inventory did not record.
create schema sales;
create role reader nologin;
create role clerk login password 'golden' in role reader;
create table sales.customers (id int primary key, name text not null);
create sequence sales.order_numbers start 100;
create table sales.orders (
  id int primary key default nextval('sales.order_numbers'),
  customer int not null references sales.customers,
  day date not null,
  total numeric(10, 2) not null,
  changed int not null default 0
);
create index on sales.orders (day);
create table sales.events (day date not null, what text) partition by range (day);
create table sales.events_2025 partition of sales.events for values from ('2025-01-01') to ('2026-01-01');
create table sales.events_2026 partition of sales.events for values from ('2026-01-01') to ('2027-01-01');
create view sales.by_customer as
  select name, sum(total) as total from sales.orders join sales.customers on customers.id = customer group by name;
create materialized view sales.totals as select day, sum(total) as total from sales.orders group by day;
create function sales.count_change() returns trigger language plpgsql as $$ begin new.changed := old.changed + 1; return new; end $$;
create trigger counts before update on sales.orders for each row execute function sales.count_change();
comment on table sales.orders is 'What was bought';
alter table sales.customers enable row level security;
create policy own on sales.customers to reader using (id < 3);
grant usage on schema sales to reader;
grant select on sales.customers, sales.by_customer to reader;
alter default privileges in schema sales grant select on tables to reader;
insert into sales.customers select n, 'customer ' || n from generate_series(1, 5) n;
insert into sales.orders (customer, day, total) select 1 + n % 5, date '2026-02-01' + n, n * 1.5 from generate_series(0, 19) n;
insert into sales.events select date '2025-12-25' + n, 'event ' || n from generate_series(0, 13) n;
refresh materialized view sales.totals;
select lo_from_bytea(4711, 'a large object');
