void probe()
{
    connect(a, SIGNAL(clicked()), b, &B::open);
}
