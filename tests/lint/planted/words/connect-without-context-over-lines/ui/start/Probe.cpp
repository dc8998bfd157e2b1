void probe()
{
    QObject::connect(box.get(), qOverload<int>(&QComboBox::activated),
                     [](int) {});
}
