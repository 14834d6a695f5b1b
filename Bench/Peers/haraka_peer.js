'use strict'
// What Haraka does with a mail under measurement: kept in a file, flushed to disk, before the 250; or relayed to one
// server by its outbound queue, which it keeps on disk.
const fs = require('node:fs')
const path = require('node:path')

exports.register = function () {
  const next = process.env.PEER_NEXT
  this.register_hook('rcpt', 'take')
  if (next) this.register_hook('get_mx', 'route')
  else this.register_hook('queue', 'keep')
}

exports.take = (next, connection) => {
  connection.relaying = true
  next(OK)
}

exports.route = (next) => next(OK, `smtp://127.0.0.1:${process.env.PEER_NEXT}`)

exports.keep = (next, connection) => {
  const file = path.join(process.env.PEER_FOLDER, `${connection.transaction.uuid}.eml`)
  const out = fs.createWriteStream(file, { flush: true })
  out.on('close', () => next(OK))
  out.on('error', () => next(DENYSOFT))
  connection.transaction.message_stream.pipe(out)
}
