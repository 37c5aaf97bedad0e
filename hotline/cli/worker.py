"""`hotline worker`: runs the queue's worker until it is told to stop."""

import click

from hotline.cli.context import Context, pass_context


@click.command(help="Run the queue's worker: RQ if a Redis URL is set, the table's poller if not.")
@click.option("--burst", is_flag=True, help="Process what waits, then end.")
@pass_context
def worker(context: Context, burst: bool) -> None:
    """Builds the worker's capabilities and hands them to the loop."""
    from hotline import work
    from hotline.jobs import worker_jobs

    made = context.worker
    jobs = worker_jobs(made, context.settings)
    if burst:
        while work.step(made, jobs):
            pass
        return
    work.run(made, jobs, context.settings.redis_url)
