void probe()
{
    QMessageBox::warning(this, title, text);
}
