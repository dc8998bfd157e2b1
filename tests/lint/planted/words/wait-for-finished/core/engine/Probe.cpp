void probe()
{
    future.waitForFinished();
}
