-- The feed after a position, oldest first.
-- ARGV: position, how many at most, "states" to have them along.
-- Returns the number of changes behind these, then three or four for each: position, name, whether it still exists,
-- and its string.
local after, most, states = ARGV[1], ARGV[2], ARGV[3] == 'states'
local changes = redis.call('ZRANGEBYSCORE', PREFIX .. 'feed', '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', 0, most)
local last = changes[#changes] or after
local answer = { redis.call('ZCOUNT', PREFIX .. 'feed', '(' .. last, '+inf') }
for i = 1, #changes, 2 do
  local name = changes[i]
  answer[#answer + 1] = changes[i + 1]
  answer[#answer + 1] = name
  if states then
    local text = redis.call('GET', key_of(name))
    answer[#answer + 1] = text and 1 or 0
    answer[#answer + 1] = text or ''
  else
    answer[#answer + 1] = redis.call('EXISTS', key_of(name))
  end
end
return answer
