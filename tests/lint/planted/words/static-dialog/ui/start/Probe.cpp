void probe()
{
    QFileDialog::getOpenFileName(this);
}
