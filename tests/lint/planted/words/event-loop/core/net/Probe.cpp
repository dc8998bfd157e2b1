void probe()
{
    QEventLoop loop;
}
