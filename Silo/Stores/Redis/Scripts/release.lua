-- Ends a lease without a commit. A lease that is another's by now is left alone, but its strike is taken back.
-- ARGV: caller, name, token, due time that counts if the grain is as it was claimed, or an empty one.
-- Returns whether the bell rang.
local caller, name, token, due = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local lease, head = read_lease(name), read_head(name)
if not lease or lease.token ~= token or not head then
  local strikes = tonumber(redis.call('HGET', PREFIX .. 'strikes', name) or 0)
  if strikes == 1 then redis.call('HDEL', PREFIX .. 'strikes', name) end
  if strikes > 1 then redis.call('HINCRBY', PREFIX .. 'strikes', name, -1) end
  return 0
end
go_on_when_full()
redis.call('HDEL', PREFIX .. 'leases', name)
if due and head.version == lease.version then
  head.due = due
  redis.call('SETRANGE', key_of(name), 0, format_head(head))
end
place(name, head.due, nil)
return ring(caller, head.due)
