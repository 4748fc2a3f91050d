-- Why a line was refused, as a code that can be said in any language; `bound` is the number that it went past.
alter table import_refusal add column code text not null default 'wrong', add column bound double precision;
