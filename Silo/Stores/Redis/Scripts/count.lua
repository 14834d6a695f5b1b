-- Grains of each kind. Returns four for each: kind, how many, how many are due, the longest due time or nil as ''.
-- Those under a lease are few (the turns under way), so each is looked at.
local HELD = 10000
local answer = {}
local kinds = redis.call('HGETALL', PREFIX .. 'kinds')
for i = 1, #kinds, 2 do
  local kind, total = kinds[i], tonumber(kinds[i + 1])
  local due = redis.call('ZCOUNT', PREFIX .. 'due:' .. kind, '-inf', NOW)
  local oldest = tonumber(redis.call('ZRANGE', PREFIX .. 'due:' .. kind, 0, 0, 'WITHSCORES')[2])
  for _, name in ipairs(redis.call('ZRANGE', PREFIX .. 'held:' .. kind, 0, HELD - 1)) do
    local head = read_head(name)
    if head and head.due <= NOW then
      due = due + 1
      oldest = math.min(oldest or head.due, head.due)
    end
  end
  if total > 0 then
    local shown = oldest and oldest <= NOW and string.format('%d', oldest) or ''
    for _, value in ipairs({ kind, total, due, shown }) do answer[#answer + 1] = value end
  end
end
return answer
