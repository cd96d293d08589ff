from tally import main

main()
