-- The name of the history that versions and positions belong to. A server that was restarted or took over has another
-- replication id than the one that is noted, and may have lost what was acknowledged: a new history begins.
-- ARGV: the server's replication id, a name for a new history.
local known = redis.call('HMGET', PREFIX .. 'history', 'replication', 'name')
if known[1] == ARGV[1] and known[2] then return known[2] end
redis.call('HSET', PREFIX .. 'history', 'replication', ARGV[1], 'name', ARGV[2])
return ARGV[2]
