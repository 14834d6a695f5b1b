-- Leases grains that are due and that nobody holds, longest due first.
-- ARGV: nonce, how many at most, length of the lease, kind or an empty one, then the nonces of former claims of the same
-- silo whose answers were lost: their leases end, and are no strikes.
-- Returns seven for each grain: name, token, until, strikes, version, due time, state.
local nonce, most, length, only = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local SWEEP = 1000

go_on_when_full()
if #ARGV > 4 then
  local all = redis.call('HGETALL', PREFIX .. 'leases')
  for i = 1, #all, 2 do
    for j = 5, #ARGV do
      if string.sub(all[i + 1], 1, #ARGV[j] + 1) == ARGV[j] .. '.' then
        local head = read_head(all[i])
        redis.call('HDEL', PREFIX .. 'leases', all[i])
        if head then place(all[i], head.due, nil) end
      end
    end
  end
end

local ready = {}
for _, kind in ipairs(only ~= '' and { only } or redis.call('HKEYS', PREFIX .. 'kinds')) do
  -- Back to the others with those whose lease has run out; each keeps its place in the queue, and its strike to come.
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', PREFIX .. 'held:' .. kind, '-inf', NOW, 'LIMIT', 0, SWEEP)) do
    local head = read_head(name)
    if head then place(name, head.due, nil) else redis.call('ZREM', PREFIX .. 'held:' .. kind, name) end
  end
  local due = redis.call('ZRANGEBYSCORE', PREFIX .. 'due:' .. kind, '-inf', NOW, 'WITHSCORES', 'LIMIT', 0, most)
  for i = 1, #due, 2 do ready[#ready + 1] = { name = due[i], due = tonumber(due[i + 1]) } end
end
table.sort(ready, function(a, b) return a.due < b.due end)

local claimed = {}
for i = 1, math.min(most, #ready) do
  local name = ready[i].name
  local text = redis.call('GET', key_of(name))
  local head = text and parse_head(text)
  if not head then
    redis.call('ZREM', PREFIX .. 'due:' .. kind_of(name), name) -- somebody deleted the string by hand
  else
    local strikes
    if redis.call('HEXISTS', PREFIX .. 'leases', name) == 1 then
      strikes = redis.call('HINCRBY', PREFIX .. 'strikes', name, 1)
    else
      strikes = tonumber(redis.call('HGET', PREFIX .. 'strikes', name) or 0)
    end
    local lease = { token = nonce .. '.' .. i, untl = NOW + length, version = head.version }
    write_lease(name, lease)
    place(name, head.due, lease)
    for _, value in ipairs({ name, lease.token, string.format('%d', lease.untl), strikes, head.version,
      string.format('%d', head.due), string.sub(text, HEAD + 1) }) do claimed[#claimed + 1] = value end
  end
end
return claimed
