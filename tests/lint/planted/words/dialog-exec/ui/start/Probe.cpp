void probe()
{
    dialog.exec();
}
