void probe()
{
    button->setToolTip(record.title);
}
