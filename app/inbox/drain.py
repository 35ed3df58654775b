"""The worker: takes lanes that have work, hands each batch to the pipeline, and settles what the pipeline did not.

    drainer = Drainer(database, handler=handle, parse=webhooks.topics.parse, clock=clock)
    drainer.run_until(stop)        # a worker process, or a thread beside the web
    drainer.drain_all()            # tests: all that is ready now, in this thread

The handler gets a `Work`, does its network with no transaction open, then writes and calls `work.finish(connection, ...)`
in a transaction of its own. What it raises decides the rest:

| raised | the rows | the lane |
| --- | --- | --- |
| nothing, every hint finished | as finished | goes on |
| `Backoff` | wait, no attempt counted | rests |
| a database error (a deadlock, a lost connection) | wait, no attempt counted | rests a moment |
| `LeaseLost` | are another worker's | is let go |
| anything else, from a batch | wait | goes on row by row |
| anything else, from a row alone | wait 1, 5, 30, 120 s, then park with the error | goes on |
"""
