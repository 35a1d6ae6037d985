-- A database whose name has all that has to be quoted somewhere.
set client_encoding = 'UTF8';
create database "my-app ""db"" ü" owner app_owner template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8';
alter database "my-app ""db"" ü" set datestyle = 'German';

\connect "my-app ""db"" ü"
set role app_owner;
create table notes (id serial primary key, text text not null);
insert into notes (text) select 'Notiz — ' || md5(i::text) from generate_series(1, 8000) i;
create table "Leading-space " (" id" int);
create table empty (id int primary key);
