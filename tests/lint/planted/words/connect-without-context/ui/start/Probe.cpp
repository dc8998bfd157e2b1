void probe()
{
    connect(button, &QPushButton::clicked, [this] { open(); });
}
