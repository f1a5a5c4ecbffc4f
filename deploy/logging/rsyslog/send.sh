#!/bin/sh
# Runs the sender, and makes it send every line at least once. rsyslog itself counts a line as sent
# that was on its way when the aggregator died, or in memory when the sender was killed. So when
# anything went wrong since the last start, all files that are still there are read again from
# their beginning: what arrives twice is the same line, with the same event_id.
#
#   CONTENTHUB_LOGS            the folder of the log files, such as /var/lib/contenthub/logs
#   CONTENTHUB_LOG_STATE       a folder for positions, queue and troubles; made if missing
#   CONTENTHUB_LOG_AGGREGATOR  the aggregator's name or address
#   CONTENTHUB_LOG_PORT        its port; default 2514
set -eu
: "${CONTENTHUB_LOGS:?the folder of the log files}"
: "${CONTENTHUB_LOG_STATE:?a folder for the positions in them}"
: "${CONTENTHUB_LOG_AGGREGATOR:?the name of the aggregator}"
export CONTENTHUB_LOG_PORT="${CONTENTHUB_LOG_PORT:-2514}"
PATH=$PATH:/usr/sbin:/sbin
folder=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$CONTENTHUB_LOG_STATE"
cd "$CONTENTHUB_LOG_STATE"

# A pid file that was left tells of a crash; a queue or a trouble, of an aggregator that was away.
if [ -e sender.pid ] || [ -e contenthub.qi ] || [ -s troubles.txt ]; then
  rm -f imfile-state:* sender.pid
  [ ! -s troubles.txt ] || mv troubles.txt troubles.before.txt
fi

exec rsyslogd -n -f "$folder/sender.conf" -i "$CONTENTHUB_LOG_STATE/sender.pid" 2>>troubles.txt
