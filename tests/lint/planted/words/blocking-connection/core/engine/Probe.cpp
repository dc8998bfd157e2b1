void probe()
{
    call(Qt::BlockingQueuedConnection);
}
