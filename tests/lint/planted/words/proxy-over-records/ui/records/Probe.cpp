void probe()
{
    QSortFilterProxyModel proxy;
}
