void probe()
{
    auto *label = new QLabel(text, this);
}
