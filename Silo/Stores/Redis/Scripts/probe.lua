-- Writes and says something of no meaning, as durably as all else: fails where the server cannot, and where this user
-- lacks a right that the other scripts need.
redis.call('SET', PREFIX .. 'probe', NOW)
redis.call('PUBLISH', PREFIX .. 'probe', '')
return redis.call('GET', PREFIX .. 'probe')
