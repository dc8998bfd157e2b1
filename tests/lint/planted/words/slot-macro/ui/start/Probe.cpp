void probe()
{
    connect(a, &A::clicked, b, SLOT(open()));
}
