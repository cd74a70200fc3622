#!/bin/dash
# The first process of a user-mode-linux guest whose root is the host's, read-only. The kernel hands over GUEST_SHARE
# (a folder of the host), GUEST_TOOLS (unpacked packages), GUEST_SCRIPT and GUEST_NODE from its command line.
B=/usr/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev 2>/dev/null
$B mount -t tmpfs run /run
$B mkdir -p /run/share /run/tools /run/bin /run/etc /run/modules/lib
$B mount -t hostfs -o "$GUEST_SHARE" none /run/share
$B mount -t hostfs -o "$GUEST_TOOLS" none /run/tools
# ipset reads these for every line: they are kept in memory.
for file in protocols services nsswitch.conf hosts; do
  [ -e /etc/$file ] && $B cp /etc/$file /run/etc/$file && $B mount --bind /run/etc/$file /etc/$file
done
export LD_LIBRARY_PATH=/run/tools/usr/lib/x86_64-linux-gnu:/run/tools/lib/x86_64-linux-gnu
export PATH=/run/bin:/run/tools/sbin:/run/tools/usr/sbin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
$B ln -s /run/tools/usr/lib/uml/modules /run/modules/lib/modules
$B ln -s /run/tools/bin/kmod /run/bin/modprobe-tool
# This kernel has no nf_tables.
for tool in iptables iptables-save iptables-restore; do $B ln -s /usr/sbin/xtables-legacy-multi /run/bin/$tool; done
for tool in ip6tables ip6tables-save ip6tables-restore; do $B ln -s /usr/sbin/xtables-legacy-multi /run/bin/$tool; done
$B ln -s /run/tools/bin/kmod /run/bin/modprobe
# What the kernel itself calls for a module that it lacks.
cat >/run/bin/load <<LOAD
#!/bin/dash
export LD_LIBRARY_PATH=$LD_LIBRARY_PATH
exec /run/bin/modprobe -d /run/modules "\$@"
LOAD
$B chmod +x /run/bin/load
echo /run/bin/load >/proc/sys/kernel/modprobe
/run/bin/load -a ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sh ip_vs_dh ip_vs_sed ip_vs_nq ip_vs_mh \
  nf_conntrack dummy veth ip_set_bitmap_port ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_hash_ipportnet \
  iptable_nat iptable_filter ip6table_nat ip6table_filter xt_set xt_MASQUERADE xt_mark xt_comment xt_addrtype \
  xt_conntrack xt_physdev xt_ipvs xt_tcpudp xt_nat ipt_REJECT ip6t_REJECT sctp
# Not a file system over /tmp: the project may lie below it.
$B mkdir /run/tmp
export TMPDIR=/run/tmp
"$GUEST_NODE" "$GUEST_SCRIPT" >/run/share/output.txt 2>&1
echo "the script ended with status $?"
$B poweroff -f
