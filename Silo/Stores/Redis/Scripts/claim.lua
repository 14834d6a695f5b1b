-- Leases grains that are due and that nobody holds, kind by kind, longest due first in each.
-- ARGV: nonce, how many at most, length of the lease, how many kinds, each of them and how many of it at most, then the
-- nonces of former claims of the same silo whose answers were lost: their leases end, and are no strikes.
-- Returns the time, when the next of these kinds can be claimed or nil, and seven for each grain: name, token, until,
-- strikes, version, due time, state.
local nonce, most, length = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local LOST = 5 + 2 * ARGV[4]
local SWEEP = 1000

go_on_when_full()
if #ARGV >= LOST then
  local all = redis.call('HGETALL', PREFIX .. 'leases')
  for i = 1, #all, 2 do
    for j = LOST, #ARGV do
      if string.sub(all[i + 1], 1, #ARGV[j] + 1) == ARGV[j] .. '.' then
        local head = read_head(all[i])
        redis.call('HDEL', PREFIX .. 'leases', all[i])
        if head then place(all[i], head.due, nil) end
      end
    end
  end
end

local answer = { NOW, false }
local claimed = 0
local function claim(name)
  local text = redis.call('GET', key_of(name))
  local head = text and parse_head(text)
  if not head then
    redis.call('ZREM', PREFIX .. 'due:' .. kind_of(name), name) -- somebody deleted the string by hand
    return
  end
  local strikes
  if redis.call('HEXISTS', PREFIX .. 'leases', name) == 1 then
    strikes = redis.call('HINCRBY', PREFIX .. 'strikes', name, 1)
  else
    strikes = tonumber(redis.call('HGET', PREFIX .. 'strikes', name) or 0)
  end
  claimed = claimed + 1
  local lease = { token = nonce .. '.' .. claimed, untl = NOW + length, version = head.version }
  write_lease(name, lease)
  place(name, head.due, lease)
  for _, value in ipairs({ name, lease.token, string.format('%d', lease.untl), strikes, head.version,
    string.format('%d', head.due), string.sub(text, HEAD + 1) }) do answer[#answer + 1] = value end
end

for i = 5, LOST - 1, 2 do
  local due, held = PREFIX .. 'due:' .. ARGV[i], PREFIX .. 'held:' .. ARGV[i]
  -- Back to the others with those whose lease has run out; each keeps its place in the queue, and its strike to come.
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', held, '-inf', NOW, 'LIMIT', 0, SWEEP)) do
    local head = read_head(name)
    if head then place(name, head.due, nil) else redis.call('ZREM', held, name) end
  end
  local room = math.min(most - claimed, tonumber(ARGV[i + 1]))
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', NOW, 'LIMIT', 0, room)) do claim(name) end
  for _, set in ipairs({ due, held }) do
    local first = tonumber(redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')[2])
    if first and (not answer[2] or first < answer[2]) then answer[2] = first end
  end
end
return answer
