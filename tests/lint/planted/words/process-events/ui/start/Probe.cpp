void probe()
{
    QCoreApplication::processEvents();
}
